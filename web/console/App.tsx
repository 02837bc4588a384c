import { lazy, Suspense } from 'react'
import { Redirect, Route, Router, Switch } from 'wouter'
import { basePath } from './around.ts'
import { LoadingPage, PageState } from './components/PageState.tsx'
import { pages, segmentOf } from './model/pages.ts'
import { WorkspaceFrame } from './routes/workspace/WorkspaceFrame.tsx'
import { HubPage } from './routes/hub/HubPage.tsx'

/** The hub is what people open; everything else comes when it is gone to. */
const OperationPage = lazy(async () => ({ default: (await import('./routes/operation/OperationPage.tsx')).OperationPage }))
const TenantPage = lazy(async () => ({ default: (await import('./routes/tenant/TenantPage.tsx')).TenantPage }))
const InboxPage = lazy(async () => ({ default: (await import('./routes/inbox/InboxPage.tsx')).InboxPage }))
const SettingsPage = lazy(async () => ({ default: (await import('./routes/settings/SettingsPage.tsx')).SettingsPage }))
const SignInPage = lazy(async () => ({ default: (await import('./routes/entrance/SignInPage.tsx')).SignInPage }))
const SetUpPage = lazy(async () => ({ default: (await import('./routes/entrance/SetUpPage.tsx')).SetUpPage }))
const SystemPage = lazy(async () => ({ default: (await import('./routes/system/SystemPage.tsx')).SystemPage }))
const HomePage = lazy(async () => ({ default: (await import('./routes/entrance/HomePage.tsx')).HomePage }))

/** Where there is no address bar: on the server, which draws one page of it. */
export interface Address {
  readonly path: string
  /** With its question mark, or empty. */
  readonly search: string
}

export function App({ address }: { readonly address?: Address }) {
  return (
    <Router base={basePath()} {...(address === undefined ? {} : { ssrPath: address.path, ssrSearch: address.search })}>
      <Suspense
        fallback={
          <main className="mx-auto max-w-[80rem] px-4 md:px-8">
            <LoadingPage what="the page" />
          </main>
        }
      >
        <Switch>
          <Route path="/">
            <Redirect to={pages.home} replace />
          </Route>
          <Route path={pages.login}>
            <SignInPage />
          </Route>
          <Route path={pages.setUp}>
            <SetUpPage />
          </Route>
          <Route path={pages.home}>
            <HomePage />
          </Route>
          <Route path={pages.system}>
            <SystemPage />
          </Route>
          <Route path="/admin/workspaces/:workspace/*?">
            {({ workspace }) => (
              <WorkspaceFrame workspace={segmentOf(workspace ?? '')}>
                <Suspense fallback={<LoadingPage what="the page" />}>
                  <WorkspacePages workspace={segmentOf(workspace ?? '')} />
                </Suspense>
              </WorkspaceFrame>
            )}
          </Route>
          <Route>
            <main className="mx-auto max-w-[80rem] px-4 md:px-8">
              <PageState title="Nothing here">There is no page at this address.</PageState>
            </main>
          </Route>
        </Switch>
      </Suspense>
    </Router>
  )
}

function WorkspacePages({ workspace }: { readonly workspace: string }) {
  return (
    <Switch>
      <Route path="/admin/workspaces/:workspace">
        <Redirect to={pages.hub(workspace)} replace />
      </Route>
      <Route path="/admin/workspaces/:workspace/operations">
        <HubPage />
      </Route>
      <Route path="/admin/workspaces/:workspace/operations/:id">{({ id }) => <OperationPage key={id} id={segmentOf(id)} />}</Route>
      <Route path="/admin/workspaces/:workspace/tenants/:tenant">
        {({ tenant }) => <TenantPage key={tenant} tenant={segmentOf(tenant)} />}
      </Route>
      <Route path="/admin/workspaces/:workspace/inbox">
        <InboxPage />
      </Route>
      <Route path="/admin/workspaces/:workspace/settings/:section?">{({ section }) => <SettingsPage section={section ?? null} />}</Route>
      <Route>
        <PageState title="Nothing here">There is no page at this address.</PageState>
      </Route>
    </Switch>
  )
}
