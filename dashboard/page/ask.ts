/** The server said no; its message is a sentence for people. */
export class Refused extends Error {}

/**
 * Asks the page's server.
 *
 * @throws Refused with the server's sentence
 * @throws TypeError when the server cannot be reached, and an AbortError when it is no longer of interest
 */
export async function ask<T>(path: string, parameters: URLSearchParams, signal?: AbortSignal): Promise<T> {
    const response = await fetch(addressOf(path, parameters), { signal, cache: 'no-store' });
    const body = (await response.json()) as T & { readonly error?: string };
    if (!response.ok) throw new Refused(body.error ?? `The server answered with ${response.status}.`);
    return body;
}

export function addressOf(path: string, parameters: URLSearchParams): string {
    const text = parameters.toString();
    return text === '' ? path : `${path}?${text}`;
}
