import { defineConfig } from '../../src/index.ts'
import { operations } from './galleryOperations.ts'

export default defineConfig({ operations })
