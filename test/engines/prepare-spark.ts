import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { callTool } from './call-tool.js';
import { ENGINES_FOLDER } from './engines-folder.js';
import { findJava } from './find-java.js';
import { findPython } from './find-python.js';
import { MAVEN_PLUGIN, NO_MAVEN } from './maven.js';
import { prepareOnce } from './prepare-once.js';

/** The version of Glue 6.0, as are Iceberg's and Java's: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html */
export const SPARK_VERSION = '4.1.1';
export const ICEBERG_VERSION = '1.11.0';
const JAVA_VERSION = 17;
const PYTHON_PACKAGES = [`pyspark==${SPARK_VERSION}`, 'py4j==0.10.9.9'];
const JARS = [`org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:${ICEBERG_VERSION}`, 'org.postgresql:postgresql:42.7.8'];
/** Glue's own Python library, as far as it is published: https://github.com/awslabs/aws-glue-libs */
const GLUE_LIBRARY = 'awsglue-dev==2021.12.30';

/** A Spark of this machine, with Iceberg. */
export interface Spark {
    /** The Python that has PySpark. */
    readonly python: string;
    /** `SPARK_HOME`: the folder with `bin/spark-submit`. */
    readonly home: string;
    /** `JAVA_HOME`. */
    readonly java: string;
    /** Iceberg and PostgreSQL's driver. */
    readonly jars: readonly string[];
}

/**
 * Spark with Iceberg: found in the folder of the engines, or installed there from PyPI and Maven Central.
 *
 * @param tell is told what takes long
 * @throws ExpectedError if Java, Python or Maven is not there, or an installation fails
 */
export async function prepareSpark(tell: (step: string) => void = () => {}): Promise<Spark> {
    const java = findJava({ user: `Spark ${SPARK_VERSION}`, oldest: JAVA_VERSION, newest: JAVA_VERSION });
    const environment = await prepareOnce({
        path: join(ENGINES_FOLDER, `pyspark-${SPARK_VERSION}`),
        make: async (making) => {
            tell(`Installing PySpark ${SPARK_VERSION}`);
            await installPySpark(making);
        },
        // The Python that it leans on may have been removed or replaced since.
        isUsable: async (path) => spawnSync(pythonOf(path), ['-c', 'import pyspark'], { stdio: 'ignore' }).status === 0,
    });
    const jars: string[] = [];
    for (const artifact of JARS) jars.push(await prepareJar(artifact, java, tell));
    return { python: pythonOf(environment), home: sparkHome(environment), java, jars };
}

/**
 * The folder of Glue's Python library, for the Python path of programs that shall have it.
 *
 * @throws ExpectedError if it cannot be installed
 */
export async function prepareGlueLibrary({ python }: Spark): Promise<string> {
    return await prepareOnce({
        path: join(ENGINES_FOLDER, GLUE_LIBRARY.replace('==', '-')),
        make: async (making) => {
            const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--target', making, GLUE_LIBRARY];
            await callTool({ command: python, args, doing: `Installing ${GLUE_LIBRARY}`, ifAbsent: 'Install Python.' });
        },
    });
}

const pythonOf = (environment: string): string => join(environment, 'bin', 'python');

async function installPySpark(environment: string): Promise<void> {
    const ifAbsent = 'Install Python.';
    await callTool({ command: findPython(), args: ['-m', 'venv', environment], doing: 'Making a virtual environment of Python', ifAbsent });
    const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', ...PYTHON_PACKAGES];
    await callTool({ command: pythonOf(environment), args, doing: `Installing ${PYTHON_PACKAGES.join(' and ')}`, ifAbsent });
}

function sparkHome(environment: string): string {
    const library = join(environment, 'lib');
    const homes = readdirSync(library).map((python) => join(library, python, 'site-packages', 'pyspark'));
    const home = homes.find((folder) => existsSync(join(folder, 'bin', 'spark-submit')));
    if (home === undefined) throw new Error(`${environment} has no pyspark with bin/spark-submit: remove it and call again.`);
    return home;
}

async function prepareJar(artifact: string, java: string, tell: (step: string) => void): Promise<string> {
    const [, name, version] = artifact.split(':');
    const file = `${name}-${version}.jar`;
    const folder = await prepareOnce({
        path: join(ENGINES_FOLDER, `${name}-${version}`),
        make: async (making) => {
            tell(`Fetching ${file}`);
            await callTool({
                command: 'mvn',
                args: ['--batch-mode', '--quiet', `${MAVEN_PLUGIN}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${making}`],
                doing: `Fetching ${artifact}`,
                ifAbsent: NO_MAVEN,
                environment: { JAVA_HOME: java },
            });
        },
    });
    return join(folder, file);
}
