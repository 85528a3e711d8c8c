import { inject } from 'vitest';
import { askTrino } from './trino-client.js';

declare module 'vitest' {
    export interface ProvidedContext {
        /** Address of the Trino that tests share. */
        trino: string;
    }
}

/** Address of the Trino that tests share, which may still be starting. */
export const sharedTrino = (): string => inject('trino');

/** Waits until it answers. @throws Error if that takes longer than any start */
export async function trinoAnswers(): Promise<void> {
    const deadline = Date.now() + 240_000;
    for (;;) {
        try {
            await askTrino(sharedTrino(), 'select 1');
            return;
        } catch (error) {
            if (Date.now() > deadline) throw new Error('The Trino that tests share does not answer.', { cause: error });
            await new Promise((resolve) => setTimeout(resolve, 500));
        }
    }
}
