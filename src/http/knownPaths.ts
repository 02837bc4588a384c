import { ProtocolError } from './problem.ts'

interface KnownRoute {
  readonly method: string
  /** With `{names}`. */
  readonly path: string
}

export interface KnownPaths {
  /** The documented path a request is for, as a label; undefined for any other. */
  find(pathname: string): { readonly path: string; readonly methods: readonly string[] } | undefined
}

/** What the document knows: which path a request means, and what may be done with it. */
export function createKnownPaths(routes: readonly KnownRoute[]): KnownPaths {
  const methodsOf = new Map<string, string[]>()
  for (const { method, path } of routes) methodsOf.set(path, [...(methodsOf.get(path) ?? []), method.toUpperCase()])
  const patterns = [...methodsOf].map(([path, methods]) => ({
    path,
    methods: withImplied(methods),
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    names: path.split('{').length,
  }))
  // A word beats a name: /operations/counts is no operation.
  patterns.sort((a, b) => a.names - b.names)
  return { find: (pathname) => patterns.find(({ pattern }) => pattern.test(pathname)) }
}

function withImplied(methods: readonly string[]): string[] {
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
}

export function methodNotAllowed(method: string, allowed: readonly string[]): ProtocolError {
  const allow = allowed.join(', ')
  return new ProtocolError('invalid_input', 405, `${method} is not something this path does. Expected ${allow}.`, { allow })
}
