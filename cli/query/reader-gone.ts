/** The program that read standard output has ended (`| head`): the query ends quietly. */
export class ReaderGone extends Error {
    override readonly name = 'ReaderGone';
}
