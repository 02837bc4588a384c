import { defineConfig } from '../../src/app/config.ts'
import { crashOperations } from './operations.ts'

export default defineConfig({ operations: crashOperations })
