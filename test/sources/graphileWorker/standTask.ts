/** The one task of the stand; in a module of its own, since its worker runs outside the tests. */
export const STAND_TASK = 'work'
