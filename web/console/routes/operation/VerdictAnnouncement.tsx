import { useEffect, useRef, useState } from 'react'

interface VerdictAnnouncementProps {
  readonly label: string
  readonly headline: string
  readonly guidance: string
}

/** Says once that the verdict has changed; ages that grow are not news. */
export function VerdictAnnouncement({ label, headline, guidance }: VerdictAnnouncementProps) {
  const before = useRef(headline)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (before.current === headline) return
    before.current = headline
    setSaid(`${label}: ${headline}. ${guidance}`)
  }, [label, headline, guidance])
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {said}
    </p>
  )
}
