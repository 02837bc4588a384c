/** What a stand-alone installation says about how people get in. */
export interface SignInSettings {
  /** RUNTRUTH_SECRET: signs the cookies. Null: nobody can sign in with a browser; tokens go on working. */
  readonly secret: string | null
  /** Where browsers reach this, with the path it is mounted under. */
  readonly publicUrl?: string
  readonly oidc?: readonly OidcProvider[]
}

/** Somebody else who knows people: Keycloak, Entra ID, Okta, Google or any other OpenID Connect provider. */
export interface OidcProvider {
  /** In the address it sends people back to: `{publicUrl}/api/auth/callback/{id}`. */
  readonly id: string
  /** On the button. */
  readonly label: string
  /** As its discovery document names it, e.g. https://login.example/realms/staff. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /**
   * Take its e-mail addresses for verified although it does not say so, as Entra ID does not. Only for a provider whose
   * people cannot choose their address themselves: who can would become whom they like.
   */
  readonly trustEmail?: boolean
}
