package org.netsmith.engine.backend;

import java.util.List;

/** {@code y[j] = Σᵢ x[i, j]}, divided among threads by columns. */
final class ColumnSums implements Follower {

    private final Matrix x;
    private final Matrix y;
    private final Sums sums;
    private final RowWork work;

    ColumnSums(Matrix x, Matrix y, Threads threads) {
        this.x = x;
        this.y = y.require(x.type(), 1, x.columns()).requireApartFrom(x);
        this.sums = Sums.of(x.type());
        int line = 64 / x.type().bytes();
        this.work = new RowWork(this::run, x.columns(), line, x.size(), List.of(x.tensor(), y.tensor()), threads);
    }

    private void run(int from, int to) {
        sums.columns(x.address(0, from), x.stride(), x.rows(), to - from, y.address(0, from));
    }

    @Override
    public boolean follows(Factors factors, Matrix result) {
        return x.isSameAs(result) && !y.overlaps(factors.a()) && !y.overlaps(factors.b());
    }

    @Override
    public boolean inPlaceOf(Matrix written) {
        return x.isSameAsOrApartFrom(written) && y.isSameAsOrApartFrom(written);
    }

    @Override
    public List<Matrix> results() {
        return List.of(y);
    }

    @Override
    public boolean needsAllRows() {
        return true;
    }

    @Override
    public Operation on(Range rows, Range columns) {
        return () -> run(columns.from(), columns.to());
    }

    @Override
    public void run() {
        work.run();
    }
}
