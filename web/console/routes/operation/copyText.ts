/**
 * False: the browser did not allow it. The text may still be on its way: a browser that takes a promise keeps the right of
 * the click until it is there.
 */
export async function copyText(text: Promise<string>): Promise<boolean> {
  try {
    const blob = text.then((known) => new Blob([known], { type: 'text/plain' }))
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
    return true
  } catch {
    // An older browser knows no promises there; whatever the text itself failed with, whoever gave it hears.
    const known = await text.catch(() => null)
    if (known === null) return false
    return await navigator.clipboard?.writeText(known).then(
      () => true,
      () => false,
    )
  }
}
