/**
 * How the job says that records were lost (jobs/spark/clean.py). AWS Glue keeps what the program ended with in the message of
 * its run, with words of its own around it.
 */
const LOST = /(-?\d+) records of \w+ cannot be accounted for/;

/** How the job says that a verification found differences (jobs/spark/compare.py). */
const UNEQUAL = 'The lake is not what it has to be.';

/** @returns how many records a run could not account for; 0 if its message says nothing of the kind */
export const recordsLostIn = (message: string): number => Math.abs(Number(LOST.exec(message)?.[1] ?? 0));

export const saysUnequal = (message: string): boolean => message.includes(UNEQUAL);
