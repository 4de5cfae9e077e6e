package org.netsmith.engine.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A large product. All threads pack a, once; then whoever is free takes the next
 * columns, more at first and fewer towards the end, so that a thread whose core is slower, or shared with others, does
 * less. What is packed at once is bounded: larger factors take several rounds.
 */
final class SharedProduct extends Product {

    /** From this many multiply-adds on for each thread, waiting for the slower one costs more than dividing finely. */
    private static final long LARGE = 8_000_000;
    /** What is packed at once: 16 MiB of float32. */
    private static final int MOST_ELEMENTS = 1 << 22;

    private static final int MOST_DEPTH = 4096;

    private final Blocking blocking;
    private final Blocks[] workers;
    private final Round[] rounds;
    private final Range[][] columns;
    private final Threads.Part packing = this::pack;
    private final Threads.Part multiplication = this::multiply;
    private Round round;

    /** Some tiles of rows at some depths, and where their strips are. */
    private record Block(Range depth, Range[] tiles, int at) {}

    /**
     * Rows and depths that are packed at once.
     *
     * @param blocks for each block of the depth, those of all rows
     * @param rowBlocks how many there are of one depth
     * @param following for each part of the columns, what follows; nothing where the sums go on in another round
     */
    private record Round(Block[] blocks, int rowBlocks, Operation[][] following) {}

    SharedProduct(
            Factors factors, Matrix c, List<Follower> followers, Threads threads, Blocking blocking, boolean amx) {
        super(factors, c, followers, threads, amx);
        this.blocking = blocking;
        this.columns = columns();
        this.rounds = rounds();
        this.round = rounds[0];
        int elements =
                Arrays.stream(rounds).mapToInt(this::elements).max().orElseThrow();
        int panels = Arrays.stream(columns).mapToInt(part -> part.length).max().orElseThrow();
        this.workers = blocking.blocks(factors, c, elements, panels, threads.count());
    }

    /** Whether a product is worth dividing finely, and has enough columns for it. */
    static boolean suits(Factors factors, Threads threads, Blocking blocking) {
        long work = (long) factors.rows() * factors.columns() * factors.depth();
        int panels = factors.columns() / blocking.panelColumns();
        return threads.count() > 1 && work / threads.count() >= LARGE && panels >= 4 * threads.count();
    }

    private Round[] rounds() {
        Range[] rows = new Range(0, factors.rows()).parts(rowRounds(), blocking.tileRows());
        return Arrays.stream(new Range(0, factors.depth()).inSteps(MOST_DEPTH))
                .flatMap(depth -> Arrays.stream(rows).map(part -> round(part, depth)))
                .toArray(Round[]::new);
    }

    private int rowRounds() {
        int most = Math.max(blocking.rowsBlock(), MOST_ELEMENTS / Math.min(factors.depth(), MOST_DEPTH));
        return Math.ceilDiv(factors.rows(), most);
    }

    private Round round(Range rows, Range whole) {
        List<Block> blocks = new ArrayList<>();
        Range[] together = rows.inSteps(blocking.rowsBlock());
        int at = 0;
        for (Range depth : blocking.depths(whole)) {
            for (Range part : together) {
                Range[] tiles = part.inSteps(blocking.tileRows());
                blocks.add(new Block(depth, tiles, at));
                at += blocking.elements(depth, tiles);
            }
        }
        Operation[][] following = Arrays.stream(columns)
                .map(panels ->
                        whole.to() < factors.depth() ? new Operation[0] : following(rows, Range.spanning(panels)))
                .toArray(Operation[][]::new);
        return new Round(blocks.toArray(Block[]::new), together.length, following);
    }

    private int elements(Round round) {
        Block last = round.blocks[round.blocks.length - 1];
        return last.at + blocking.elements(last.depth, last.tiles);
    }

    /** Panels in parts, each of half of what a thread's share of the rest would be. */
    private Range[][] columns() {
        Range[] panels = new Range(0, factors.columns()).inSteps(blocking.panelColumns());
        List<Range[]> parts = new ArrayList<>();
        int from = 0;
        while (from < panels.length) {
            int count = Math.clamp((panels.length - from) / (2 * threads.count()), 1, blocking.panelsBlock());
            parts.add(Arrays.copyOfRange(panels, from, from + count));
            from += count;
        }
        return parts.toArray(Range[][]::new);
    }

    @Override
    boolean canBeFollowedBy(Follower next) {
        return rowRounds() == 1 || !next.needsAllRows();
    }

    @Override
    void multiply() {
        for (Round next : rounds) {
            round = next;
            threads.run(next.blocks.length, packing);
            threads.run(columns.length, multiplication);
        }
    }

    private void pack(int index, int thread) {
        Block block = round.blocks[index];
        workers[thread].packLeft(block.depth, block.tiles, block.at);
    }

    private void multiply(int index, int thread) {
        Blocks worker = workers[thread];
        Range[] panels = columns[index];
        for (int i = 0; i < round.blocks.length; i++) {
            Block block = round.blocks[i];
            if (i % round.rowBlocks == 0) {
                worker.packRight(block.depth, panels);
            }
            worker.multiply(block.tiles, panels, block.depth, block.at);
        }
        for (Operation next : round.following[index]) {
            next.run();
        }
    }
}
