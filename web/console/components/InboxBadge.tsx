const MOST = 99

/** Beside the link to the inbox; says nothing while there is nothing to say. */
export function InboxBadge({ unread }: { readonly unread: number | null }) {
  if (unread === null || unread === 0) return null
  return (
    <span className="bg-ink text-paper text-small ms-2 inline-block min-w-5 rounded-full px-1.5 text-center leading-5 font-semibold">
      {unread > MOST ? `${MOST}+` : unread}
      <span className="sr-only"> unread</span>
    </span>
  )
}
