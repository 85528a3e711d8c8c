/** Hundredths of a second since 1970, UTC: the grain of DMS's change sequence. */
export type Hundredths = number;

/**
 * A change's place in the order of all changes, which it keeps however often it is written. The time never goes back
 * (docs: rules 1 to 3 of the order of changes), the number counts every change since the lake began.
 */
export interface Sequence {
    readonly time: Hundredths;
    readonly number: number;
}

/** @param micros microseconds since 1970, as PostgreSQL's log has them */
export const hundredthsOf = (micros: bigint): Hundredths => Number(micros / 10_000n);

/**
 * The 16 digits `YYYYMMDDHHMMSShh` with which DMS's change sequence begins.
 * Source: AWS DMS User Guide, `AR_H_CHANGE_SEQ`; Qlik Replicate, "Header columns".
 */
export function sequenceTime(time: Hundredths): string {
    return new Date(time * 10).toISOString().replace(/\D/g, '').slice(0, 16);
}

/** The 19 digits with which it ends. */
export const sequenceNumber = (number: number): string => String(number).padStart(19, '0');

/** DMS's timestamp column, `yyyy-MM-dd HH:mm:ss.SSSSSS` in UTC. */
export function commitTimestamp(micros: bigint): string {
    const milliseconds = new Date(Number(micros / 1000n)).toISOString();
    return `${milliseconds.slice(0, 10)} ${milliseconds.slice(11, 23)}${String(micros % 1000n).padStart(3, '0')}`;
}
