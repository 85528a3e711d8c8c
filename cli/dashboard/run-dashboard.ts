import { endSignals } from '../output/end-signals.js';
import { tell } from '../output/tell.js';
import { LakeKeeper, type LakeKeeperProps } from './lake-keeper.js';
import { pageFiles } from './page-files.js';
import { servePage } from './page-server.js';

/** Where the page is, unless said or taken. */
export const PAGE_PORT = 4747;

export interface PageProps extends LakeKeeperProps {
    /** @default - PAGE_PORT, or another where that is taken */
    readonly port?: number;
}

/** A page that is shown. */
export interface Page {
    readonly address: string;
    /** Ends it, the reading of the lake first. */
    readonly end: () => Promise<void>;
}

/**
 * Shows a lake on a page, beside whatever writes to it, until it is ended.
 *
 * @throws ExpectedError if the port is taken
 */
export async function showPage({ port, ...props }: PageProps): Promise<Page> {
    const keeper = new LakeKeeper(props);
    const server = await servePage({ keeper, files: pageFiles(), port: port ?? PAGE_PORT, isAnyPort: port === undefined, say: props.say });
    keeper.start();
    return {
        address: server.address,
        end: async () => {
            await server.close();
            await keeper.end();
        },
    };
}

/** The command: the page alone, until Ctrl-C. */
export async function runDashboard(props: Omit<PageProps, 'alone'>): Promise<void> {
    const { lake } = props;
    const { signal, forget } = endSignals(() => {});
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const page = await showPage(props);
    tell(`The page of ${lake}: ${page.address} (Ctrl-C ends it)`);
    await ended;
    await page.end();
    forget();
}
