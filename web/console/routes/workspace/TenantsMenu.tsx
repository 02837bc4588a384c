import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Disclosure } from '../../components/Disclosure.tsx'
import { INPUT } from '../../components/Field.tsx'
import { namedLike } from '../../model/namedLike.ts'
import { pages } from '../../model/pages.ts'
import { usePlace } from '../../model/place.ts'
import { PANEL_LINK } from './panelLink.ts'

/** So many are read at a glance; more are looked for by name. */
const AT_A_GLANCE = 12

export function TenantsMenu() {
  const { tenants } = usePlace()
  return (
    <Disclosure label="Tenants">
      {tenants.length === 0 ? <p className="text-quiet px-4 py-2">No tenants are within your reach here.</p> : <TenantLinks />}
    </Disclosure>
  )
}

function TenantLinks() {
  const { slug, tenants } = usePlace()
  const [location] = useLocation()
  const [text, setText] = useState('')
  const found = namedLike(tenants, text)
  return (
    <>
      {tenants.length <= AT_A_GLANCE ? null : (
        <div className="px-4 py-2">
          <input
            type="search"
            aria-label="Find a tenant"
            placeholder="Find a tenant"
            className={INPUT}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <ul aria-label="Tenants">
        {found.map((tenant) => {
          const href = pages.tenant(slug, tenant.slug)
          return (
            <li key={tenant.slug}>
              <Link href={href} className={PANEL_LINK} {...(location === href ? { 'aria-current': 'page' as const } : {})}>
                <bdi>{tenant.name}</bdi>
                {tenant.operable ? null : <span className="text-small text-quiet">Suspended</span>}
              </Link>
            </li>
          )
        })}
      </ul>
      {found.length > 0 ? null : <p className="text-quiet px-4 py-2">No tenant is named like that.</p>}
    </>
  )
}
