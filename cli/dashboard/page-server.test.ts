import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { KeptLake } from './kept-lake.js';
import { LakeKeeper } from './lake-keeper.js';
import { type PageServer, servePage } from './page-server.js';

let folder: string;
let keeper: LakeKeeper;
let server: PageServer;
const said: string[] = [];
const file = (type: string, text: string) => ({ type, body: Buffer.from(text), gzip: Buffer.from(`compressed ${text}`) });
const files = Promise.resolve(new Map([['/', file('text/html', 'the page')], ['/page.js', file('text/javascript', 'the script')]]));

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-page-'));
    keeper = new LakeKeeper({ lake: join(folder, 'none'), say: (line) => said.push(line) });
    server = await servePage({ keeper, files, port: 0, isAnyPort: false, say: (line) => said.push(line) });
    keeper.start();
});
afterAll(async () => {
    await server.close();
    await keeper.end();
    rmSync(folder, { recursive: true, force: true });
    expect(said).toEqual([]);
});

interface Answered {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
}

/** Without what `fetch` forbids or changes: the Host header and the path as they are given. */
function ask(path: string, { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<Answered> {
    const { port } = new URL(server.address);
    return new Promise((resolve, reject) => {
        const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
            let text = '';
            response.on('data', (part: Buffer) => (text += part.toString()));
            response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
        });
        request.on('error', reject).end();
    });
}

const errorOf = ({ text }: Answered) => (JSON.parse(text) as { error: string }).error;

describe('the server of the page', () => {
    it('listens on this machine alone', async () => {
        const { port } = new URL(server.address);
        expect(server.address).toBe(`http://127.0.0.1:${port}/`);
        const outside = Object.values(networkInterfaces()).flat().filter((one) => one !== undefined && !one.internal && one.family === 'IPv4');
        for (const { address } of outside as { address: string }[]) await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
    });

    it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', '0.0.0.0'])('answers nothing to the Host %j', async (host) => {
        const { port } = new URL(server.address);
        for (const path of ['/', '/page.js', '/api/lake', '/csv/revenue']) {
            const answered = await ask(path, { headers: { Host: host === '0.0.0.0' || host === 'localhost.evil.example' ? `${host}:${port}` : host } });
            expect([answered.status, errorOf(answered)]).toEqual([421, `This page is at ${server.address} alone.`]);
        }
        expect((await ask('/', { headers: { Host: `localhost:${port}` } })).status).toBe(200);
    });

    it('forbids with every answer that anything is fetched from elsewhere, framed, or kept', async () => {
        for (const path of ['/', '/api/lake', '/api/visual/none', '/csv/none', '/nothing']) {
            const { headers } = await ask(path);
            expect(headers['content-security-policy'], path).toBe("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
            expect(headers['access-control-allow-origin'], path).toBeUndefined();
        }
    });

    it('can only be read', async () => {
        for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/api/lake', { method })).status).toBe(405);
        expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
        expect(await ask('/api/live', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    });

    it.each(['/nothing', '/../../package.json', '/%2e%2e/package.json', '/api', '/api/visual/__proto__', '/api/visual/funnel/more', '/api/values/date', '/csv/funnel/more', '/api/live/more', '//evil.example/api'])('has nothing at %s', async (path) => {
        expect((await ask(path)).status).toBe(404);
    });

    it('takes a link that means nothing for what it is', async () => {
        const answered = await ask('/api/visual/funnel?from=2020-13-01');
        expect([answered.status, errorOf(answered)]).toEqual([400, 'from=2020-13-01 is no day of the calendar: write it as 2020-04-30.']);
        expect((await ask('//[')).status).toBe(400);
        expect((await ask(`/api/lake?brand=${'x'.repeat(5000)}`)).status).toBe(400);
    });

    it('says how to fill a lake that is not there, and makes none', async () => {
        const { lake } = JSON.parse((await ask('/api/lake')).text) as { lake: { state: number; howToFill: { command: string }[] } };
        expect(lake.state).toBe(0);
        expect(lake.howToFill.map(({ command }) => command)).toEqual([
            `./lake demo --lake "${join(folder, 'none')}"`,
            `./lake import FILE --lake "${join(folder, 'none')}" && ./lake run --lake "${join(folder, 'none')}"`,
            `./lake replicate --once --source postgresql://USER@HOST/SHOP --lake "${join(folder, 'none')}" && ./lake run --lake "${join(folder, 'none')}"`,
        ]);
        expect(await ask('/api/visual/funnel')).toMatchObject({ status: 503 });
        expect(await ask('/api/values/brand')).toMatchObject({ status: 503 });
        expect(await ask('/csv/funnel')).toMatchObject({ status: 503 });
    });

    it('sends files compressed to those that read that', async () => {
        expect(await ask('/page.js')).toMatchObject({ text: 'the script', headers: { 'content-type': 'text/javascript' } });
        expect(await ask('/page.js', { headers: { 'Accept-Encoding': 'br, gzip' } })).toMatchObject({ text: 'compressed the script', headers: { 'content-encoding': 'gzip' } });
    });
});

/** Sends requests over one connection without waiting for answers, which no browser does. @returns ends it */
function sendAtOnce(...requests: readonly string[]): () => void {
    const { host, port } = new URL(server.address);
    const socket = connect(Number(port), '127.0.0.1').resume().on('error', () => {});
    socket.write(requests.map((line) => `${line} HTTP/1.1\r\nHost: ${host}\r\n\r\n`).join(''));
    return () => void socket.destroy();
}

describe('requests that come before the answer to the one before', () => {
    it('end nothing where the last is a HEAD that waits for its turn', async () => {
        const failures: unknown[] = [];
        const onFailure = (error: unknown) => failures.push(error);
        const before = process.listeners('uncaughtException');
        process.removeAllListeners('uncaughtException').on('uncaughtException', onFailure);
        const listened = vi.spyOn(keeper, 'listen');
        const end = sendAtOnce('GET /api/live', 'HEAD /api/live', 'GET /nothing', 'GET /api/live');
        try {
            await vi.waitFor(() => expect(listened.mock.calls.length).toBeGreaterThanOrEqual(2));
            for (const [listener] of listened.mock.calls) listener(keeper.state);
            expect((await ask('/api/lake')).status).toBe(200);
            expect(failures).toEqual([]);
        } finally {
            end();
            listened.mockRestore();
            process.off('uncaughtException', onFailure);
            for (const one of before) process.on('uncaughtException', one);
        }
    });

    it('hold no query where they wait to be sent', async () => {
        const ended: string[] = [];
        const csv = vi.fn<KeptLake['csv']>(async ({ name }, _, sink) => {
            await sink.write('Brand\n');
            ended.push(name);
        });
        const current = vi.spyOn(keeper, 'current', 'get').mockReturnValue({ csv } as unknown as KeptLake);
        const end = sendAtOnce('GET /api/live', 'GET /csv/brands', 'GET /csv/funnel');
        try {
            await vi.waitFor(() => expect(csv).toHaveBeenCalledTimes(2));
            await vi.waitFor(() => expect(ended).toEqual(['brands', 'funnel']));
            expect(await ask('/csv/brands')).toMatchObject({ status: 200, text: 'Brand\n', headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="brands.csv"' } });
        } finally {
            end();
            current.mockRestore();
        }
    });
});

describe('a port that is taken', () => {
    it('is refused if it was asked for, and left for another one if not', async () => {
        const other = createServer();
        await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
        const { port } = other.address() as AddressInfo;
        try {
            await expect(servePage({ keeper, files, port, isAnyPort: false, say: () => {} })).rejects.toThrow(`Port ${port} is in use: end the program that listens there, or choose another with --port.`);
            const beside = await servePage({ keeper, files, port, isAnyPort: true, say: () => {} });
            expect(beside.address).not.toBe(`http://127.0.0.1:${port}/`);
            expect((await fetch(beside.address)).status).toBe(200);
            await beside.close();
        } finally {
            other.close();
        }
    });
});
