import type { LakeState } from '../answers/answer.js';

export interface LiveProps {
    readonly onState: (state: LakeState) => void;
    /** The server does not answer; it is asked again until it does. */
    readonly onGone: () => void;
}

const MILLISECONDS_UNTIL_AGAIN = 2000;

/** Follows the states of the lake as the server tells them: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function followLake({ onState, onGone }: LiveProps): void {
    const source = new EventSource('/api/live');
    source.addEventListener('state', ({ data }: MessageEvent<string>) => onState(JSON.parse(data) as LakeState));
    source.addEventListener('error', () => {
        onGone();
        // A lost connection is made again by the browser, one that was refused is not.
        if (source.readyState === EventSource.CLOSED) setTimeout(() => followLake({ onState, onGone }), MILLISECONDS_UNTIL_AGAIN);
    });
}
