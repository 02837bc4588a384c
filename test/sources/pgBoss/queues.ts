/** The queues of the stand; in a module of its own, since its worker runs outside the tests. */
export const QUEUE = 'work'
export const ONE_AT_A_TIME = 'one-at-a-time'
