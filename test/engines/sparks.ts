/** As many files of tests at once as there are Sparks for them. Most of a statement over few rows is planned by one thread. */
export const SPARKS = 2;
