import { Socket } from 'node:net'

/**
 * A socket on which what is written in one go leaves in one piece. Opening a transaction and its first statement are
 * issued one after the other, and each write of its own is a system call and wakes the server once more.
 */
export function writeTogether(): Socket {
  const socket = new Socket()
  const write = socket.write.bind(socket)
  let gathering = false
  const gather = () => {
    if (gathering) return
    gathering = true
    socket.cork()
    process.nextTick(() => {
      gathering = false
      socket.uncork()
    })
  }
  // Not before: connecting puts the socket's own `write` back.
  return socket.once('connect', () => {
    Object.assign(socket, {
      write: (...written: Parameters<typeof write>) => {
        gather()
        return write(...written)
      },
    })
  })
}
