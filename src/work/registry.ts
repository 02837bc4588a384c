import { RuntruthError } from '../errors.ts'
import type { OperationDefinition } from './defineOperation.ts'

/** The operation types this process knows, by name. */
export interface Registry {
  readonly all: readonly OperationDefinition[]
  find(type: string): OperationDefinition | undefined
}

export function createRegistry(definitions: readonly OperationDefinition[]): Registry {
  const byType = new Map<string, OperationDefinition>()
  for (const definition of definitions) {
    if (byType.has(definition.type)) {
      throw new RuntruthError('invalid_config', `The operation type ${definition.type} is defined twice. Remove or rename one of the two.`)
    }
    byType.set(definition.type, definition)
  }
  return { all: [...byType.values()], find: (type) => byType.get(type) }
}
