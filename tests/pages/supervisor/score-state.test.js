import assert from "node:assert/strict";
import test from "node:test";
import * as S from "../../../services/counter/static/supervisor/score-state.js";
import { WORDS } from "../../../services/counter/static/supervisor/words.js";

const score = (more = {}) => ({
  n: 212,
  bias_min: 2.4,
  median_error_min: 4.2,
  mean_error_min: 6.1,
  inside: 0.623,
  under: 0.804,
  late: 0.042,
  ...more,
});

test("the parts of a score make a hundred, and its first two are who was called in time", () => {
  const parts = S.parts(score());

  assert.deepEqual(parts, [
    { part: "earlier", from: 0, percent: 18 },
    { part: "inside", from: 18, percent: 62 },
    { part: "later", from: 80, percent: 16 },
    { part: "late", from: 96, percent: 4 },
  ]);
  for (let n = 0; n <= 200; n += 1) {
    const under = n / 200;
    const odd = score({ inside: under / 3, under, late: (1 - under) / 3 });
    const all = S.parts(odd);
    assert.equal(
      all.reduce((sum, { percent }) => sum + percent, 0),
      100,
    );
    assert.ok(all.every(({ percent }) => percent >= 0));
    assert.equal(all[2].from, S.inTime(odd));
  }
  for (const { part } of parts) assert.equal(WORDS[`part_${part}`].length, 2);
});

test("the waits held if four in five were called in time, and of a few nobody says so", () => {
  assert.equal(S.verdict(score()), "met");
  assert.equal(S.verdict(score({ under: 0.79 })), "missed");
  assert.equal(S.verdict(score({ under: 0.1, n: 19 })), "few");
  for (const verdict of ["met", "missed", "few"]) assert.equal(WORDS[`score_${verdict}`].length, 2);
});

test("which way the waits erred is said in whole minutes", () => {
  assert.deepEqual(S.bias(score()), { word: "biasLong", n: 2 });
  assert.deepEqual(S.bias(score({ bias_min: -7.6 })), { word: "biasShort", n: 8 });
  assert.deepEqual(S.bias(score({ bias_min: -0.4 })), { word: "biasNone", n: 0 });
  for (const word of ["biasLong", "biasShort", "biasNone"])
    assert.ok(WORDS[word].length === 2 && WORDS[`${word}Short`].length === 2);
});

test("the services of most people come first", () => {
  const services = [
    score({ service: "a", n: 3 }),
    score({ service: "b", n: 9 }),
    score({ service: "c", n: 3 }),
  ];

  assert.deepEqual(
    S.byPeople(services).map(({ service }) => service),
    ["b", "a", "c"],
  );
});
