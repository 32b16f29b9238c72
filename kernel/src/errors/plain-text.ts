import { z } from 'zod';

/** Text of one line: no control characters, which a database refuses and a log or a mail header would obey. */
export const plainText = () => z.string().regex(/^\P{Cc}*$/u, 'Control characters are not allowed');
