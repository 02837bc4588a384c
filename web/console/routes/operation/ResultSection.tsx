import type { WireOperation, WireRelated } from '../../../../src/http/contract.ts'
import { COUNT_KEYS, COUNT_LABELS, formatNumber, quoteForeign, type Verdict } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { buttonClass } from '../../components/Button.tsx'
import { Fact, Facts } from './Facts.tsx'
import { Section } from './Section.tsx'
import { attemptWords } from './model/attemptWords.ts'
import { bytesOf } from './model/bytesOf.ts'

interface ResultSectionProps {
  readonly operation: WireOperation
  readonly verdict: Verdict
  readonly file: WireRelated['file']
  readonly fileUrl: string
  readonly nowMs: number
}

/** What was reported of it, in operator words: attempts, counts, failure, and the file it made. */
export function ResultSection({ operation, verdict, file, fileUrl, nowMs }: ResultSectionProps) {
  const { counts, failure } = operation
  const counted = COUNT_KEYS.flatMap((key) => (counts?.[key] === undefined ? [] : [[key, counts[key]] as const]))
  const ended = verdict.lifecycle === 'completed'
  return (
    <Section id="result" title={ended ? 'What came of it' : 'What was reported so far'}>
      <div className="space-y-3">
        <Facts>
          <Fact name="Attempts">{attemptWords(operation)}</Fact>
          {failure === null ? null : (
            <Fact name="Failure">
              <bdi>{quoteForeign(failure.message, verdict.freshness)}</bdi>{' '}
              <span className="text-quiet text-small font-mono">{failure.code}</span>
            </Fact>
          )}
        </Facts>
        {counted.length === 0 ? null : (
          <Facts>
            {counted.map(([key, count]) => (
              <Fact key={key} name={COUNT_LABELS[key]} number>
                {formatNumber(count)}
              </Fact>
            ))}
          </Facts>
        )}
        <Facts>
          <Fact name="Queued">
            <Instant at={operation.createdAt} nowMs={nowMs} as="moment" />
          </Fact>
          <Fact name="Started">
            <Instant at={operation.startedAt} nowMs={nowMs} as="moment" />
          </Fact>
          <Fact name="Ended">
            <Instant at={operation.completedAt} nowMs={nowMs} as="moment" />
          </Fact>
        </Facts>
      </div>
      {file === null ? null : (
        <p className="mt-4">
          <a href={fileUrl} download className={`${buttonClass()} max-w-full`} title="Downloading it is recorded in the history.">
            <span>
              Download <bdi>{file.name}</bdi> ({bytesOf(file.bytes)})
            </span>
          </a>
        </p>
      )}
    </Section>
  )
}
