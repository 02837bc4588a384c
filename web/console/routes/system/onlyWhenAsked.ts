/** Every look is recorded with a name, so none happens by itself. */
export const ONLY_WHEN_ASKED = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false } as const
