import type { ConnectionOptions } from 'node:tls';
import { readTls } from '../../../local/source/tls-of-dsn.js';

/** Amazon's authorities, which sign the certificates of Aurora: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html */
const AUTHORITIES = '/var/runtime/ca-cert.pem';

/** TLS to a database of RDS from a function of Lambda: nobody but this host is spoken to. */
export const amazonTls = (host: string): false | ConnectionOptions => readTls(new Map([['sslmode', 'verify-full'], ['sslrootcert', AUTHORITIES]] as const), host);
