/** "1 file", "1,204 files": the number as the language writes it, and the form the number asks for. */
export function count(locale: string, n: number, forms: { one: string; other: string }): string {
  const form = new Intl.PluralRules(locale).select(n) === 'one' ? forms.one : forms.other;
  return `${new Intl.NumberFormat(locale).format(n)} ${form}`;
}
