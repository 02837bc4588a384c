/** A line of a panel that opens from the header. */
export const PANEL_LINK = 'hover:bg-wash aria-[current]:font-semibold flex min-h-10 items-center justify-between gap-3 px-4 py-1'
