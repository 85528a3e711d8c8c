import { dmsOf, type Engine } from './run-replication/dms.js';
import { nextStep, wanted } from './run-replication/next-step.js';
import { folderWithFiles } from './run-replication/folder-with-files.js';

/** A resource of CloudFormation through the provider framework of the CDK, which asks again while it is not complete. */
export interface RunRequest {
    readonly RequestType: 'Create' | 'Update' | 'Delete';
    readonly PhysicalResourceId?: string;
    readonly ResourceProperties: RunProperties;
    /** Of an update only. */
    readonly OldResourceProperties?: RunProperties;
    /** What the first answer said comes with each further question. */
    readonly HasBegun?: boolean;
}

interface RunProperties {
    readonly moment: 'before' | 'after';
    readonly engine: Engine;
    readonly identifier: string;
    /** CloudFormation gives texts. */
    readonly generation: string;
}

export interface RunAnswer {
    readonly PhysicalResourceId: string;
    readonly IsComplete: boolean;
    readonly HasBegun: true;
    /** Attributes of the resource. */
    readonly Data?: { readonly State: string };
}

interface Surroundings {
    readonly dms: typeof dmsOf;
    readonly folder: typeof folderWithFiles;
}

/**
 * Takes one step towards what CloudFormation wants of replication; it is asked until that is so.
 *
 * @throws Error with the sentence that CloudFormation shows, if it will not come to be so
 */
export async function handler(request: RunRequest, _context?: unknown, { dms, folder }: Surroundings = { dms: dmsOf, folder: folderWithFiles }): Promise<RunAnswer> {
    const { moment } = request.ResourceProperties;
    // What is to be changed or replaced is what was there; what runs afterwards is what is there now.
    const { engine, identifier, generation } = moment === 'before' ? (request.OldResourceProperties ?? request.ResourceProperties) : request.ResourceProperties;
    const replications = dms(engine);
    const goal = wanted(moment, request.RequestType);
    const found = goal === 'anything' ? null : await replications.look(identifier);
    const takenFolder = goal === 'running' && found?.isLoaded === false ? await folder(Number(generation)) : undefined;
    const step = nextStep(goal, found, { identifier, isFirst: request.HasBegun !== true, takenFolder });
    console.log(JSON.stringify({ moment, request: request.RequestType, identifier, goal, status: found?.status, step }));
    if (step.do === 'fail') throw new Error(step.why);
    await replications.take(identifier, step);
    const answer = { PhysicalResourceId: physicalId(request, { moment, engine, identifier }), HasBegun: true } as const;
    return step.do === 'nothing' ? { ...answer, IsComplete: true, Data: { State: step.why ?? 'as it should be' } } : { ...answer, IsComplete: false };
}

/** Another one lets CloudFormation delete the resource of the replication before, which makes sure that it stands still. */
function physicalId({ RequestType, PhysicalResourceId }: RunRequest, { moment, engine, identifier }: Omit<RunProperties, 'generation'>): string {
    const isKept = PhysicalResourceId !== undefined && (RequestType === 'Delete' || moment === 'before');
    return isKept ? PhysicalResourceId : `${moment}-${engine}-${identifier}`;
}
