import type { RequestOutcome } from '#core/link/link.ts';

/** Upper bounds in seconds, from a local answer to a long thinking model. */
const bounds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Clients choose names of models, so the number of series is bounded; what is beyond counts under `other`. */
const seriesKept = 500;
/** Of them, those that only models which have answered can take: names that are none push no model away. */
const seriesOfAnswers = 200;

interface Series {
  model: string;
  profile: string;
  results: Map<string, number>;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  cost: number;
  /** Answers whose tokens are known and whose price is not. */
  unpriced: number;
  retries: number;
  buckets: number[];
  seconds: number;
  count: number;
}

/** Counts since the start, in the text format of Prometheus (exposition format 0.0.4). */
export class Metrics {
  /** Model, then profile. */
  readonly #series = new Map<string, Map<string, Series>>();
  #count = 0;

  count(outcome: RequestOutcome): void {
    const kept = outcome.result === 'ok' ? seriesKept : seriesKept - seriesOfAnswers;
    const series = this.#of(outcome.model ?? '', outcome.profile ?? '', kept);
    series.results.set(outcome.result, (series.results.get(outcome.result) ?? 0) + 1);
    series.inputTokens += outcome.inputTokens ?? 0;
    series.outputTokens += outcome.outputTokens ?? 0;
    if (outcome.cacheReadTokens !== undefined) series.cacheReadTokens += outcome.cacheReadTokens;
    if (outcome.cacheWriteTokens !== undefined) series.cacheWriteTokens += outcome.cacheWriteTokens;
    if (outcome.reasoningTokens !== undefined) series.reasoningTokens += outcome.reasoningTokens;
    if (outcome.cost !== undefined) series.cost += outcome.cost;
    else if (outcome.inputTokens !== undefined) series.unpriced++;
    series.retries += Math.max(0, outcome.attempts - 1);
    const seconds = outcome.totalMs / 1000;
    series.seconds += seconds;
    series.count++;
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    if (bucket !== -1) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  #of(model: string, profile: string, kept: number): Series {
    let ofModel = this.#series.get(model);
    const known = ofModel?.get(profile);
    if (known !== undefined) return known;
    if (this.#count >= kept && model !== 'other') return this.#of('other', '', kept);
    if (ofModel === undefined) {
      ofModel = new Map();
      this.#series.set(model, ofModel);
    }
    const series: Series = {
      model,
      profile,
      results: new Map(),
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      cost: 0,
      unpriced: 0,
      retries: 0,
      buckets: bounds.map(() => 0),
      seconds: 0,
      count: 0,
    };
    ofModel.set(profile, series);
    this.#count++;
    return series;
  }

  /** @param underWay requests that have not ended. */
  text(underWay: number): string {
    const lines: string[] = [];
    const family = (
      name: string,
      type: string,
      help: string,
      values: (series: Series) => [string, number][],
    ) => {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const ofModel of this.#series.values()) {
        for (const series of ofModel.values()) {
          for (const [suffix, value] of values(series)) lines.push(`${name}${suffix} ${value}`);
        }
      }
    };
    const labels = ({ model, profile }: Series, more = '') =>
      `{model="${escaped(model)}",profile="${escaped(profile)}"${more}}`;
    family('gatehouse_requests_total', 'counter', 'Requests that ended.', (series) =>
      [...series.results].map(([result, count]) => [labels(series, `,result="${result}"`), count]),
    );
    family('gatehouse_retries_total', 'counter', 'Attempts after the first of a request.', (series) => [
      [labels(series), series.retries],
    ]);
    family('gatehouse_tokens_total', 'counter', 'Tokens as providers counted them.', (series) => [
      [labels(series, ',kind="input"'), series.inputTokens],
      [labels(series, ',kind="output"'), series.outputTokens],
    ]);
    family('gatehouse_token_parts_total', 'counter', 'Of those tokens: cached and thought.', (series) => [
      [labels(series, ',kind="cache_read"'), series.cacheReadTokens],
      [labels(series, ',kind="cache_write"'), series.cacheWriteTokens],
      [labels(series, ',kind="reasoning"'), series.reasoningTokens],
    ]);
    family(
      'gatehouse_cost_dollars_total',
      'counter',
      'US dollars by the prices of the catalog.',
      (series) => [[labels(series), series.cost]],
    );
    family(
      'gatehouse_unpriced_requests_total',
      'counter',
      'Answers whose price is unknown: they count as nothing toward a budget.',
      (series) => [[labels(series), series.unpriced]],
    );
    family('gatehouse_request_seconds', 'histogram', 'From arrival to the end of the answer.', (series) => {
      let below = 0;
      return [
        ...bounds.map((bound, at): [string, number] => {
          below += series.buckets[at] ?? 0;
          return [`_bucket${labels(series, `,le="${bound}"`)}`, below];
        }),
        [`_bucket${labels(series, ',le="+Inf"')}`, series.count],
        [`_sum${labels(series)}`, series.seconds],
        [`_count${labels(series)}`, series.count],
      ];
    });
    lines.push(
      '# HELP gatehouse_requests_under_way Requests that have not ended.',
      '# TYPE gatehouse_requests_under_way gauge',
      `gatehouse_requests_under_way ${underWay}`,
      '# HELP gatehouse_memory_bytes Resident memory of the gateway.',
      '# TYPE gatehouse_memory_bytes gauge',
      `gatehouse_memory_bytes ${process.memoryUsage.rss()}`,
    );
    return `${lines.join('\n')}\n`;
  }
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
