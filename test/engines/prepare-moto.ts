import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { callTool } from './call-tool.js';
import { ENGINES_FOLDER } from './engines-folder.js';
import { findPython } from './find-python.js';
import { prepareOnce } from './prepare-once.js';

export const MOTO_VERSION = '5.2.1';
/** With what its server needs, each in one version: another one of them may make another thing of a template. */
const REQUIREMENTS = join(import.meta.dirname, 'moto-requirements.txt');

/**
 * moto, which answers as AWS does, as far as it goes: found in the folder of the engines, or installed there from PyPI.
 *
 * @param tell is told what takes long
 * @returns the Python that has it, and boto3
 * @throws ExpectedError if Python is not there, or the installation fails
 */
export async function prepareMoto(tell: (step: string) => void = () => {}): Promise<string> {
    const environment = await prepareOnce({
        path: join(ENGINES_FOLDER, `moto-${MOTO_VERSION}`),
        make: async (making) => {
            tell(`Installing moto ${MOTO_VERSION}`);
            const ifAbsent = 'Install Python.';
            await callTool({ command: findPython(), args: ['-m', 'venv', making], doing: 'Making a virtual environment of Python', ifAbsent });
            const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--requirement', REQUIREMENTS];
            await callTool({ command: pythonOf(making), args, doing: `Installing moto ${MOTO_VERSION}`, ifAbsent });
        },
        // The Python that it leans on may have been removed or replaced since.
        isUsable: async (path) => spawnSync(pythonOf(path), ['-c', 'import moto.server, boto3'], { stdio: 'ignore' }).status === 0,
    });
    return pythonOf(environment);
}

const pythonOf = (environment: string): string => join(environment, 'bin', 'python');
