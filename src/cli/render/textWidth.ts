const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Letters of East Asian scripts and pictures take two columns of a terminal. */
const WIDE = /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u
const PLAIN = /^[\u0020-\u02ff\u2010-\u2027\u2500-\u25ff]*$/

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += widthOf(segment)
  return width
}

/** As much of a text as fits, whole characters only. */
export function cutTo(text: string, width: number): string {
  let used = 0
  let cut = ''
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment)
    if (used > width) return cut
    cut += segment
  }
  return cut
}

function widthOf(segment: string): number {
  return WIDE.test(segment) ? 2 : 1
}
