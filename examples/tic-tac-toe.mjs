/** Tic-tac-toe from self-play: a network judges positions, plays against itself, and learns from what it then sees. At the end it meets
 *  every opponent there can be. It needs no data. */
import { layers, optimizers, random, sequential } from 'myelin';

const LINES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]];
const ROUNDS = 30;
const GAMES = 200;

// A board has nine fields: 1 of the player who has just moved, -1 of the one who is to move, 0 free.
const won = (board) => LINES.some((line) => line.every((i) => board[i] === 1));
const free = (board) => [...board.keys()].filter((i) => board[i] === 0);
const over = (board) => won(board) || free(board).length === 0;
/** The boards after each move that there is, as the player who makes it sees them. */
const next = (board) => free(board).map((i) => board.map((v, j) => (j === i ? 1 : v === 0 ? 0 : -v)));

/** Judges a board: 1 if who has just moved will win, -1 if the other will, 0 for a draw. */
const model = sequential([
  layers.dense({ units: 128, activation: 'relu', inputShape: [9] }),
  layers.dense({ units: 64, activation: 'relu' }),
  layers.dense({ units: 1, activation: 'tanh' }),
], { seed: 1 });
model.compile({ optimizer: optimizers.adam({ learningRate: 0.002 }), loss: 'mse' });

/** What boards are worth: what the rules say where the game is over, else what the network thinks. */
function worth(boards) {
  if (boards.length === 0) return [];
  const judged = model.predictSync(boards).data;
  return boards.map((board, i) => (over(board) ? Number(won(board)) : judged[i]));
}

/** For each board the boards after its moves, with what they are worth, in one call of the network. */
function lookAhead(boards) {
  const children = boards.map((board) => (over(board) ? [] : next(board)));
  const values = worth(children.flat());
  let at = 0;
  return children.map((some) => some.map((board) => ({ board, value: values[at++] })));
}
const best = (moves) => moves.reduce((a, b) => (b.value > a.value ? b : a));

const seen = new Map();
for (let round = 0; round < ROUNDS; round++) {
  // Many games side by side: the best move, or, one time in three, any.
  let boards = new Array(GAMES).fill(new Array(9).fill(0));
  for (let turn = 0; boards.length > 0; turn++) {
    const dice = random.uniform([boards.length, 2], { seed: round * 9 + turn }).toArray();
    boards = lookAhead(boards).map((moves, i) => (dice[i][0] < 1 / 3 ? moves[Math.floor(dice[i][1] * moves.length)] : best(moves)).board);
    for (const board of boards) seen.set(board.join(), board);
    boards = boards.filter((board) => !over(board));
  }
  // A board is worth what is left after the other's best answer.
  const known = [...seen.values()];
  const rules = worth(known);
  const targets = lookAhead(known).map((moves, i) => [moves.length === 0 ? rules[i] : -best(moves).value]);
  const { history } = await model.fit(known, targets, { epochs: 10, batchSize: 64, verbose: 0 });
  if ((round + 1) % 5 === 0) console.log(`round ${round + 1}: ${known.length} positions seen, loss ${history.loss.at(-1).toFixed(4)}`);
}

/** Plays every game that an opponent can play against the network. `board` is as the one who has just moved sees it. */
function against(board, networkMoves, count) {
  if (won(board)) count[networkMoves ? 'lost' : 'won']++;
  else if (over(board)) count.drawn++;
  else for (const b of networkMoves ? [best(lookAhead([board])[0]).board] : next(board)) against(b, !networkMoves, count);
  return count;
}
const empty = new Array(9).fill(0);
for (const [name, first] of [['first', true], ['second', false]]) {
  const count = against(empty, first, { won: 0, drawn: 0, lost: 0 });
  console.log(`all games in which the network moves ${name}: ${count.won} won, ${count.drawn} drawn, ${count.lost} lost`);
}
