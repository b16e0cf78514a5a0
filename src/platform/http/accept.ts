/** RFC 9110 §12.5.1: the weight that an `Accept` header gives to a media type; 0 when it excludes or does not name it. */
export function acceptWeight(header: string | undefined, mediaType: string): number {
  if (header === undefined) return 1;
  const [type] = mediaType.split('/');
  const ranges = header.split(',').map(parseRange);
  const mostSpecific = [mediaType, `${type ?? ''}/*`, '*/*'].flatMap((wanted) =>
    ranges.filter((range) => range.name === wanted),
  );
  return mostSpecific[0]?.weight ?? 0;
}

function parseRange(text: string): { name: string; weight: number } {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { name, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
