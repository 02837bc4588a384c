import type { Io } from './io.ts'

/** A flag as it is parsed, explained in `--help` and checked in the documentation. */
export type Flag =
  | { readonly kind: 'switch'; readonly help: string }
  | { readonly kind: 'text'; readonly value: string; readonly help: string; readonly required?: true }
  | { readonly kind: 'texts'; readonly value: string; readonly help: string }
  | { readonly kind: 'number'; readonly value: string; readonly help: string; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly help: string }

export type Flags = Readonly<Record<string, Flag>>

type ValueOf<F extends Flag> = F extends { kind: 'switch' }
  ? boolean
  : F extends { kind: 'number' }
    ? number | undefined
    : F extends { kind: 'texts' }
      ? readonly string[]
      : F extends { kind: 'choice'; choices: readonly (infer C)[] }
        ? C | undefined
        : F extends { required: true }
          ? string
          : string | undefined

export type ValuesOf<F extends Flags> = { readonly [Name in keyof F]: ValueOf<F[Name]> }

/** What a command is called with. Positional words stand under the names of the usage line. */
export interface Call<F extends Flags, Word extends string = never> {
  readonly flags: ValuesOf<F>
  readonly words: Readonly<Record<Word, string>>
  readonly io: Io
}

interface Shape<F extends Flags, Word extends string> {
  /** One word or two: "list", "token create". */
  readonly name: string
  /** One line of the overview. */
  readonly summary: string
  /** Required positional words, e.g. ['ID']. */
  readonly words?: readonly Word[]
  readonly options: F
  readonly examples: readonly string[]
  /** Further paragraphs of its `--help`. */
  readonly notes?: readonly string[]
  /** Resolves with the exit code. Modules are loaded inside, so that `--help` and `judge` need no database driver. */
  run(call: Call<F, Word>): Promise<number>
}

/** A row of the table of commands, its types forgotten; `run` only ever gets what its own parse made. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly usage: string
  readonly words: readonly string[]
  readonly options: Flags
  /** With their dashes, as documentation names them. */
  readonly flags: readonly string[]
  readonly examples: readonly string[]
  readonly notes: readonly string[]
  run(call: Call<Flags, string>): Promise<number>
}

export function defineCommand<const F extends Flags, const Word extends string = never>(shape: Shape<F, Word>): Command {
  const words = shape.words ?? []
  return {
    name: shape.name,
    summary: shape.summary,
    usage: ['runtruth', shape.name, ...words, ...Object.entries(shape.options).map(([name, flag]) => usageOf(name, flag))].join(' '),
    words,
    options: shape.options,
    flags: Object.keys(shape.options).map((name) => `--${name}`),
    examples: shape.examples,
    notes: shape.notes ?? [],
    // parse() makes exactly the values that these options describe.
    run: async (call) => await shape.run(call as unknown as Call<F, Word>),
  }
}

/** "--port N", "--problem none|…". */
export function flagText(name: string, flag: Flag): string {
  switch (flag.kind) {
    case 'switch':
      return `--${name}`
    case 'text':
    case 'texts':
    case 'number':
      return `--${name} ${flag.value}`
    case 'choice':
      return `--${name} ${flag.choices.join('|')}`
  }
}

function usageOf(name: string, flag: Flag): string {
  const text = flag.kind === 'choice' ? `--${name} …` : flagText(name, flag)
  if (flag.kind === 'text' && flag.required) return text
  return flag.kind === 'texts' ? `[${text}]…` : `[${text}]`
}
