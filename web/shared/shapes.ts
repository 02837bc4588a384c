import type { Shape } from './verdictMark.ts'

/** Paths on a field of 16 by 16; lines are 2 wide with round ends. */
export interface Figure {
  readonly line?: string
  readonly fill?: string
  readonly dashes?: string
}

const RING = 'M13 8A5 5 0 1 1 3 8a5 5 0 0 1 10 0z'

/** Each is told apart in greyscale and at 16 px. */
export const SHAPES: Record<Shape, Figure> = {
  dot: { fill: RING },
  half: { line: RING, fill: 'M8 3a5 5 0 0 1 0 10z' },
  broken: { line: 'M12.6 4.6A5.6 5.6 0 0 0 2.5 7M3.4 11.4A5.6 5.6 0 0 0 13.5 9M6 8h0M10 8h0' },
  dashed: { line: RING, dashes: '1.4 3.83' },
  square: { fill: 'M3 3h10v10H3z' },
  check: { line: 'M3 8.5 6.5 12 13 4.5' },
  link: { line: 'M6.5 11H5a3 3 0 0 1 0-6h1.5M9.5 5H11a3 3 0 0 1 0 6H9.5M5.5 8h5' },
  dash: { line: 'M3 8h10' },
}
