/** What the script `lake` does, save that it finds itself in TypeScript: for the program that is built for tests. */
import { main } from '../cli/main.js';

await main(process.argv);
