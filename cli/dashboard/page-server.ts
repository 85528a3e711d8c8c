import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadChoice, readChoice } from '../../dashboard/answers/choice.js';
import { filters } from '../../dashboard/filters.js';
import { visuals } from '../../dashboard/visuals/index.js';
import { ExpectedError } from '../../local/errors.js';
import type { KeptLake } from './kept-lake.js';
import type { LakeKeeper } from './lake-keeper.js';
import type { PageFile } from './page-files.js';

export interface PageServerProps {
    readonly keeper: LakeKeeper;
    /** Bundled while the server begins to listen. */
    readonly files: Promise<ReadonlyMap<string, PageFile>>;
    readonly port: number;
    /** Is another port taken where this one is not free? */
    readonly isAnyPort: boolean;
    readonly say: (line: string) => void;
}

/** A page that is served. */
export interface PageServer {
    readonly address: string;
    readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const HTTP_PORT = 80;
const MILLISECONDS_BETWEEN_SIGNS = 15_000;

/** For every answer: nothing is asked of other hosts, no other page may frame or read it, nothing is kept. */
const HEADERS = {
    'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
};

/**
 * Serves the page on this machine alone.
 *
 * @throws ExpectedError if the port is taken
 */
export async function servePage({ keeper, files, port, isAnyPort, say }: PageServerProps): Promise<PageServer> {
    const server = createServer((request, response) => {
        for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
        answer({ request, response, keeper, files, ownPort: (server.address() as AddressInfo).port }).catch((error: unknown) => {
            if (!(error instanceof Refusal)) say(`${error instanceof Error ? error.stack : String(error)}\nThis is a fault of the program: please report it with these lines.`);
            const { status, message } = error instanceof Refusal ? error : new Refusal(500, 'The question failed; the terminal of ./lake says why.');
            if (response.headersSent) response.destroy();
            else sendJson(response, { error: message }, status);
        });
    });
    await listen(server, port).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EACCES') throw new ExpectedError(`Port ${port} is not for this user: choose one from 1024 on with --port.`);
        if (error.code !== 'EADDRINUSE') throw error;
        if (!isAnyPort) throw new ExpectedError(`Port ${port} is in use: end the program that listens there, or choose another with --port.`);
        await listen(server, 0);
    });
    server.unref();
    return {
        address: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

/** An answer that is no success; its message is for people. */
class Refusal extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

function listen(server: Server, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, HOST, () => {
            server.off('error', reject);
            resolve();
        });
    });
}

interface Exchange {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly keeper: LakeKeeper;
    readonly files: PageServerProps['files'];
    readonly ownPort: number;
}

async function answer({ request, response, keeper, files, ownPort }: Exchange): Promise<void> {
    // A name that somebody else made lead to this machine (DNS rebinding) would let their page read this one. Port 80 is left out of it.
    const host = request.headers.host ?? '';
    if (![`${HOST}:${ownPort}`, `localhost:${ownPort}`].includes(ownPort === HTTP_PORT ? `${host.replace(/:80$/, '')}:80` : host)) {
        throw new Refusal(421, `This page is at http://${HOST}:${ownPort}/ alone.`);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, 'The page can only be read.');
    const { pathname, searchParams } = addressOf(request);
    const file = (await files).get(pathname);
    if (file !== undefined) return sendFile(request, response, file);
    const [, part, kind, name, ...rest] = pathname.startsWith('/csv/') ? ['', 'csv', 'visual', ...pathname.split('/').slice(2)] : pathname.split('/');
    if (rest.length > 0 || (part !== 'api' && part !== 'csv')) throw new Refusal(404, `There is no ${pathname.slice(0, 100)} here.`);
    if (kind === 'live' && name === undefined) return sendStates(request, response, keeper);
    const choice = chosen(searchParams);
    if (kind === 'lake' && name === undefined) {
        return sendJson(response, { lake: keeper.state, choice: (await keeper.current?.readChoice(choice)) ?? { period: null, unknown: [] } });
    }
    if (kind === 'values') {
        const filter = filters.find((one) => one.name === name && one.kind !== 'days');
        if (filter === undefined) throw new Refusal(404, `There is no filter ${String(name).slice(0, 100)} with values.`);
        return sendJson(response, await readable(keeper).valuesLike(filter.name, (searchParams.get('like') ?? '').slice(0, MOST_CHARACTERS)));
    }
    const visual = kind === 'visual' ? visuals.find((one) => one.name === name) : undefined;
    if (visual === undefined) throw new Refusal(404, `There is no visual ${String(name).slice(0, 100)}.`);
    if (part === 'api') return sendJson(response, await readable(keeper).answer(visual, choice));
    const kept = readable(keeper);
    // Gathered first, as a client that does not read would hold the query, of which only a few go on at a time.
    const parts: (string | Uint8Array)[] = [];
    await kept.csv(visual, choice, { write: async (data) => void parts.push(data) });
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="${visual.name}.csv"`);
    response.end(Buffer.concat(parts.map((part) => Buffer.from(part))));
}

const MOST_CHARACTERS = 200;

function addressOf({ url = '/' }: IncomingMessage): URL {
    try {
        return new URL(url, 'http://page');
    } catch {
        throw new Refusal(400, 'This is no address of the page.');
    }
}

function chosen(parameters: URLSearchParams): ReturnType<typeof readChoice> {
    try {
        return readChoice(parameters);
    } catch (error) {
        if (error instanceof BadChoice) throw new Refusal(400, error.message);
        throw error;
    }
}

function readable({ current, state }: LakeKeeper): KeptLake {
    if (current === null) throw new Refusal(503, state.trouble ?? 'There is nothing to show yet.');
    return current;
}

function sendFile(request: IncomingMessage, response: ServerResponse, { type, body, gzip }: PageFile): void {
    const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    response.setHeader('Content-Type', type);
    response.setHeader('Vary', 'Accept-Encoding');
    if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
    response.end(isCompressed ? gzip : body);
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(value));
}

/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
function sendStates(request: IncomingMessage, response: ServerResponse, keeper: LakeKeeper): void {
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // What is written after an end is an error that nobody catches, and where answers wait for each other an end may take long.
    if (request.method === 'HEAD') return void response.end();
    // The browser asks again so soon after the server went.
    response.write('retry: 2000\n\n');
    const stop = keeper.listen((state) => response.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`));
    const signs = setInterval(() => response.write(': still here\n\n'), MILLISECONDS_BETWEEN_SIGNS).unref();
    response.on('close', () => {
        stop();
        clearInterval(signs);
    });
}
