import { SHAPES } from '../shared/shapes.ts'
import { markOf } from '../shared/verdictMark.ts'
import STYLE from './activity.css?inline'
import { announce, headlinesOf, HINT_WORDS, lastReportOf, PUT_AWAY, type HintItem } from './model/hint.ts'

const SVG = 'http://www.w3.org/2000/svg'

type HrefOf = (page: string) => string

export interface Strip {
  show(items: readonly HintItem[], hubHref: string, hrefOf: HrefOf): void
  /** The operation whose line has the focus or the pointer. */
  held(): string | null
  clear(): void
}

interface Line {
  readonly row: HTMLLIElement
  update(item: HintItem, hrefOf: HrefOf): void
}

/** The strip as plain elements, changed only where something else is to be said: focus and selection stay where they are. */
export function createStrip(root: ShadowRoot, onPutAway: (item: HintItem) => void): Strip {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  const section = element('section', 'strip')
  const head = element('header', 'head')
  const all = element('a', 'all', HINT_WORDS.all)
  const list = element('ul', 'list')
  const nothing = element('p', 'nothing', HINT_WORDS.nothing)
  const status = element('p', 'status')
  section.ariaLabel = HINT_WORDS.title
  status.role = 'status'
  head.append(element('span', 'title', HINT_WORDS.title), all)
  section.append(head, nothing, list, status)
  const lines = new Map<string, Line>()
  let before: ReadonlyMap<string, string> = new Map()
  let high = 0

  return {
    show(items, hubHref, hrefOf) {
      if (!section.isConnected) root.append(section)
      const focused = root.activeElement
      all.href = hubHref
      for (const [id, { row }] of lines) {
        if (items.some(({ operation }) => operation.id === id)) continue
        row.remove()
        lines.delete(id)
      }
      items.forEach((item, index) => {
        const { id } = item.operation
        const line = lines.get(id) ?? createLine(putAway)
        lines.set(id, line)
        line.update(item, hrefOf)
        if (list.children[index] !== line.row) list.insertBefore(line.row, list.children[index] ?? null)
      })
      // A line that was moved has lost its focus on the way.
      if (focused instanceof HTMLElement && focused.isConnected && root.activeElement !== focused) focused.focus()
      high = Math.max(high, items.length)
      list.style.setProperty('--_high', `${high}`)
      nothing.hidden = items.length > 0
      status.textContent = announce(before, items) || status.textContent
      before = headlinesOf(items)
    },
    held: () => (root.activeElement?.closest('li') ?? root.querySelector<HTMLElement>('li:hover'))?.dataset['operation'] ?? null,
    clear() {
      section.remove()
      high = 0
    },
  }

  function putAway(item: HintItem, row: HTMLElement): void {
    const next = row.nextElementSibling ?? row.previousElementSibling
    // The reader made the room; he may have it.
    high = 0
    onPutAway(item)
    const after = next?.isConnected === true ? next.querySelector('button') : all
    after?.focus()
  }
}

function createLine(putAway: (item: HintItem, row: HTMLElement) => void): Line {
  const row = element('li', 'item')
  const shape = document.createElementNS(SVG, 'svg')
  const line = document.createElementNS(SVG, 'path')
  const area = document.createElementNS(SVG, 'path')
  const text = element('div', 'text')
  const title = element('p', 'name')
  const headline = element('b', 'headline')
  const label = element('bdi', 'label')
  const more = element('p', 'more')
  const guidance = element('span', 'guidance')
  const last = element('span', 'last-report')
  const link = element('a', 'link', HINT_WORDS.view)
  const button = element('button', 'put-away')
  const bar = element('div', 'bar')
  const fill = element('i', 'done')
  shape.setAttribute('viewBox', '0 0 16 16')
  shape.ariaHidden = 'true'
  headline.dataset['testid'] = 'headline'
  guidance.dataset['testid'] = 'guidance'
  shape.append(line, area)
  title.append(headline, label)
  more.append(guidance, last)
  text.append(title, more)
  bar.append(fill)
  row.append(shape, text, link, button, bar)
  return {
    row,
    update(item, hrefOf) {
      const { operation, verdict, kind } = item
      const mark = markOf(verdict, operation.outcome)
      row.dataset['surface'] = 'hint'
      row.dataset['operation'] = operation.id
      row.dataset['freshness'] = verdict.freshness
      row.dataset['tone'] = mark.tone
      const figure = SHAPES[mark.shape]
      shape.dataset['shape'] = mark.shape
      line.setAttribute('d', figure.line ?? '')
      area.setAttribute('d', figure.fill ?? '')
      line.style.strokeDasharray = figure.dashes ?? ''
      say(headline, verdict.headline)
      say(label, operation.label)
      const report = lastReportOf(verdict) ?? ''
      say(guidance, verdict.guidance)
      say(last, report && ` ${report}`)
      more.title = verdict.guidance + last.textContent
      link.href = hrefOf(operation.links.page)
      link.ariaLabel = `${HINT_WORDS.view}: ${operation.label}`
      say(button, PUT_AWAY[kind])
      button.ariaLabel = `${PUT_AWAY[kind]}: ${operation.label}`
      button.onclick = () => putAway(item, row)
      showBar(bar, fill, item)
    },
  }
}

/** Only what is alive moves, and only what is counted and alive is a progress bar to a screen reader. */
function showBar(bar: HTMLElement, fill: HTMLElement, { verdict: { progress } }: HintItem): void {
  const { mode, live, percent, processed, total, label } = progress
  const part = mode === 'counted' && processed !== null && total ? Math.min(100, (processed / total) * 100) : null
  const told = live && part !== null && percent !== null
  const moving = live && !told && (mode === 'activity' || mode === 'counted')
  bar.hidden = !moving && part === null
  bar.dataset['bar'] = moving ? 'activity' : told ? 'counted' : 'frozen'
  fill.style.width = moving || part === null ? '' : `${part}%`
  bar.role = told ? 'progressbar' : null
  bar.ariaValueNow = told ? `${percent}` : null
  bar.ariaLabel = told ? label : null
}

/** The name is at once its class within and its part for the host's style sheet. */
function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string, text = ''): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  made.className = name
  made.setAttribute('part', name)
  made.textContent = text
  return made
}

function say(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text
}
