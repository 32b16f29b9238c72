const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A value as SQL writes it, for migrations that seed rows: text and null as they are, lists and objects as jsonb. */
export const sqlValue = (value: unknown): string => {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return typeof value === 'string' ? quote(value) : `${quote(JSON.stringify(value))}::jsonb`;
};

/** A list of texts as a PostgreSQL array. */
export const sqlTexts = (texts: readonly string[]) => `array[${texts.map(quote).join(', ')}]::text[]`;
