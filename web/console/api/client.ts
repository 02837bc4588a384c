import { basePath } from '../around.ts'
import { problemOf, unreachable } from './problem.ts'

export function apiUrl(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return `${basePath()}/api/v1${path}${text === '' ? '' : `?${text}`}`
}

/** The sign-in of the stand-alone console. */
export function authUrl(path: string): string {
  return `${basePath()}/api/auth${path}`
}

/** The path of a workspace in the API. */
export function inWorkspace(workspace: string, path = ''): string {
  return `/workspaces/${encodeURIComponent(workspace)}${path}`
}

/** Throws ApiProblem. The answers are as src/http/contract.ts has them; the server's tests hold it to that. */
export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return await ask<T>(url, { method: 'GET', ...(signal ? { signal } : {}) })
}

export async function post<T>(url: string, body: unknown = {}): Promise<T> {
  return await ask<T>(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  })
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return undefined as T // nothing was promised
  // The contract of the API, as above.
  return (await response.json()) as T
}
