/**
 * A place in PostgreSQL's log (LSN) as text of fixed width, such as `00000000/0176F6E0`, so that the order of the texts is
 * the order of the places.
 * Format: https://www.postgresql.org/docs/current/datatype-pg-lsn.html
 */
export type LogPosition = string;

/** The place in fixed width, from the server's form (`0/176F6E0`). */
export function logPosition(lsn: string): LogPosition {
    const [high, low] = lsn.split('/');
    return `${high!.padStart(8, '0')}/${low!.padStart(8, '0')}`.toUpperCase();
}

/** The place that stands in 8 bytes of a message. */
export const readLogPosition = (message: Buffer, offset: number): LogPosition =>
    logPosition(`${message.readUInt32BE(offset).toString(16)}/${message.readUInt32BE(offset + 4).toString(16)}`);

/** Writes the place into 8 bytes of a message. */
export function writeLogPosition(message: Buffer, position: LogPosition, offset: number): void {
    const [high, low] = position.split('/');
    message.writeUInt32BE(parseInt(high!, 16), offset);
    message.writeUInt32BE(parseInt(low!, 16), offset + 4);
}
