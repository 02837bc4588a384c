import { useQueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../../api/problem.ts'
import { readFacts } from '../../api/acts.ts'
import { keys } from '../../api/keys.ts'
import { Button } from '../../components/Button.tsx'
import { useTell } from '../../components/toasts.tsx'
import { useHolds } from '../../model/place.ts'
import { copyText } from './copyText.ts'

/** The address, and for those who may see raw material the facts: `runtruth judge` gives the same verdict from them. */
export function CopyButtons({ workspace, id }: { readonly workspace: string; readonly id: string }) {
  const tell = useTell()
  const holds = useHolds()
  const client = useQueryClient()
  const copyLink = async () => {
    const { origin, pathname } = window.location
    const copied = await copyText(Promise.resolve(`${origin}${pathname}`))
    tell({ text: copied ? 'Link copied.' : 'The browser did not allow copying. The link is in the address bar.' })
  }
  const copyFacts = async () => {
    const facts = readFacts(workspace, id).then((read) => `${JSON.stringify(read, null, 2)}\n`)
    try {
      const copied = await copyText(facts)
      await facts
      tell({
        text: copied
          ? 'Facts copied. In a file, runtruth judge FILE gives the same verdict.'
          : `The browser did not allow copying. The command line writes the same: runtruth show ${id} --facts`,
      })
    } catch (error) {
      tell({ text: error instanceof ApiProblem ? error.message : 'The facts could not be read.' })
    }
    await client.invalidateQueries({ queryKey: keys.events(workspace, id) })
  }
  return (
    <>
      <Button weight="quiet" onClick={() => void copyLink()}>
        Copy link
      </Button>
      {holds('operations.raw') ? (
        <Button weight="quiet" title="Copying them is recorded in the history." onClick={() => void copyFacts()}>
          Copy facts
        </Button>
      ) : null}
    </>
  )
}
