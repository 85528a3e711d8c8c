import { S3 } from '@aws-sdk/client-s3';
import { generationFolder } from '../../../tables/derive/raw-layout.js';

/** The folder of a generation in raw, if files or markers of a load stand in it. */
export async function folderWithFiles(generation: number, s3 = new S3({})): Promise<string | undefined> {
    const folder = generationFolder(generation);
    for (const part of ['public', '_loads']) {
        const { KeyCount } = await s3.listObjectsV2({ Bucket: process.env.RAW, ExpectedBucketOwner: process.env.RAW_OWNER, Prefix: `${folder}/${part}/`, MaxKeys: 1 });
        if (KeyCount !== 0) return folder;
    }
    return undefined;
}
