import type { WireActivity, WireOperation } from '../../src/http/contract.ts'
import { browserClock } from '../browserClock.ts'
import { keepChoices, NO_CHOICES, noteShown, putAway, readChoices, type Choices } from './model/choices.ts'
import { HINT_ASKED, nextHintChangeMs, putAwayKey, selectHint, type HintItem } from './model/hint.ts'
import { judgeNow } from './model/judge.ts'
import { pollDelayMs } from './model/polling.ts'
import { createStrip, type Strip } from './strip.ts'

export type TokenProvider = () => string | null | Promise<string | null>

/** On a server there are no elements; a page rendered there may still import this. */
const Host: typeof HTMLElement = globalThis.HTMLElement ?? class {}
const session = () => sessionStorage

/**
 * `<runtruth-activity workspace tenant base-url token>`: what asks for attention, what is active and what has just finished for
 * one tenant. Asks nothing and shows nothing without both names, and stops asking once it is told that it may not know.
 */
export class RuntruthActivity extends Host {
  static readonly observedAttributes = ['workspace', 'tenant', 'base-url', 'token']

  #token: string | TokenProvider | null = null
  #strip: Strip | null = null
  #operations: readonly WireOperation[] = []
  #choices: Choices = NO_CHOICES
  /** The server's time less our monotonic one. */
  #aheadMs = 0
  #failures = 0
  #retryAfterMs: number | null = null
  #round = 0
  #asking: AbortController | null = null
  #pollTimer: ReturnType<typeof setTimeout> | undefined
  #turnTimer: ReturnType<typeof setTimeout> | undefined
  readonly #onVisibility = () => (document.hidden ? this.#pause() : this.refresh())

  /** Sent as a bearer token; a function is asked before every request. Without one the cookies of the page speak. */
  get token(): string | TokenProvider | null {
    return this.#token ?? this.getAttribute('token')
  }
  set token(token: string | TokenProvider | null) {
    this.#token = token
    this.refresh()
  }

  connectedCallback(): void {
    this.#strip ??= createStrip(this.attachShadow({ mode: 'open' }), (item) => this.#putAway(item))
    // A token given before this module was loaded stands in the way of the accessor.
    const early = Object.getOwnPropertyDescriptor(this, 'token')
    if (early !== undefined && Reflect.deleteProperty(this, 'token')) this.#token = early.value as RuntruthActivity['token'] // given as one
    document.addEventListener('visibilitychange', this.#onVisibility)
    this.#begin()
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    this.#pause()
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.#strip !== null) this.#begin()
  }

  /** Asks now, for instance because the page has just started something. */
  refresh(): void {
    this.#pause()
    const { workspace, tenant } = this.#place()
    if (this.isConnected && !document.hidden && workspace !== '' && tenant !== '') void this.#ask(workspace, tenant, (this.#round += 1))
  }

  #begin(): void {
    const { workspace, tenant } = this.#place()
    this.#strip?.clear()
    this.#operations = []
    this.#failures = 0
    this.#choices = readChoices(session, workspace, tenant)
    this.refresh()
  }

  #place() {
    const read = (name: string) => this.getAttribute(name) ?? ''
    const base = read('base-url').replace(/\/+$/, '')
    return { base, workspace: read('workspace'), tenant: read('tenant') }
  }

  #pause(): void {
    this.#round += 1
    this.#asking?.abort()
    clearTimeout(this.#pollTimer)
    clearTimeout(this.#turnTimer)
  }

  async #ask(workspace: string, tenant: string, round: number): Promise<void> {
    this.#asking = new AbortController()
    this.#retryAfterMs = null
    try {
      const found = await this.#get<WireActivity>(`/activity?include=facts&limit=${HINT_ASKED}&tenant=${encodeURIComponent(tenant)}`)
      if (round !== this.#round) return
      if (found === null) return this.#strip?.clear()
      this.#aheadMs = Date.parse(found.asOf) - browserClock.monotonicMs()
      this.#operations = found.operations
      this.#failures = 0
    } catch {
      if (round !== this.#round) return
      this.#failures += 1
    }
    this.#show()
    const verdicts = this.#judged().map(({ verdict }) => verdict)
    this.#pollTimer = setTimeout(() => this.refresh(), pollDelayMs(verdicts, this.#nowMs(), this.#failures, this.#retryAfterMs))
  }

  /** Null: refused for good. Trouble that may pass is thrown. */
  async #get<T>(path: string): Promise<T | null> {
    const { base, workspace } = this.#place()
    const token = typeof this.token === 'function' ? await this.token() : this.token
    const response = await fetch(`${base}/api/v1/workspaces/${encodeURIComponent(workspace)}${path}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      ...(this.#asking === null ? {} : { signal: this.#asking.signal }),
    })
    // As the contract of the API has it; the server's tests hold it to that.
    if (response.ok) return (await response.json()) as T
    if (response.status < 429) return null
    this.#retryAfterMs = Number(response.headers.get('retry-after')) * 1_000
    throw new Error(response.statusText)
  }

  #nowMs(): number {
    return this.#aheadMs + browserClock.monotonicMs()
  }

  #judged(): HintItem[] {
    const nowMs = this.#nowMs()
    return this.#operations.map((operation) => judgeNow(operation, nowMs))
  }

  #show(): void {
    const { base, workspace, tenant } = this.#place()
    const nowMs = this.#nowMs()
    const items = this.#judged()
    const held = this.#strip?.held() ?? null
    const shown = selectHint(items, this.#choices, held, nowMs)
    const noted = noteShown(this.#choices, shown, nowMs)
    if (noted !== this.#choices) this.#choose(noted)
    const hub = `${base}/admin/workspaces/${encodeURIComponent(workspace)}/operations?tenant=${encodeURIComponent(tenant)}`
    this.#strip?.show(shown, hub, (page) => base + page)
    clearTimeout(this.#turnTimer)
    const turnMs = nextHintChangeMs(shown, noted, nowMs) ?? (held === null ? null : nowMs + 1_000)
    if (turnMs !== null) this.#turnTimer = setTimeout(() => this.#show(), Math.min(turnMs - nowMs, 2 ** 31 - 1))
  }

  #putAway(item: HintItem): void {
    this.#choose(putAway(this.#choices, putAwayKey(item)))
    this.#show()
  }

  #choose(choices: Choices): void {
    const { workspace, tenant } = this.#place()
    this.#choices = choices
    keepChoices(session, workspace, tenant, choices)
  }
}

if (globalThis.customElements && !customElements.get('runtruth-activity')) customElements.define('runtruth-activity', RuntruthActivity)

declare global {
  interface HTMLElementTagNameMap {
    'runtruth-activity': RuntruthActivity
  }
}
