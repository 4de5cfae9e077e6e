package org.netsmith.engine.backend;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code c = a·b} where a or b may be transposed, and what follows it part by part. */
abstract sealed class Product implements Operation permits DividedProduct, SharedProduct {

    final Factors factors;
    final Matrix c;
    final List<Follower> followers;
    final Threads threads;
    private final boolean amx;

    Product(Factors factors, Matrix c, List<Follower> followers, Threads threads, boolean amx) {
        this.factors = factors.requireResult(c);
        this.c = c;
        this.followers = followers;
        this.threads = threads;
        this.amx = amx;
    }

    /** @param amx whether the matrix unit may compute it, where there is one and it is worth it */
    static Product of(Factors factors, Matrix c, List<Follower> followers, Threads threads, boolean amx) {
        Blocking blocking = amx && AmxBlocks.suit(factors) ? Blocking.OF_AMX : Blocking.ofVectors(factors);
        return SharedProduct.suits(factors, threads, blocking)
                ? new SharedProduct(factors, c, followers, threads, blocking, amx)
                : new DividedProduct(factors, c, followers, threads, blocking, amx);
    }

    /** This product and then another operation, as one; empty if it can't be done part by part. */
    final Optional<Operation> with(Follower next) {
        return next.follows(factors, c) && canBeFollowedBy(next) && inPlace(next)
                ? Optional.of(of(
                        factors,
                        c,
                        Stream.concat(followers.stream(), Stream.of(next)).toList(),
                        threads,
                        amx))
                : Optional.empty();
    }

    abstract boolean canBeFollowedBy(Follower next);

    private boolean inPlace(Follower next) {
        return followers.stream()
                .flatMap(follower -> follower.results().stream())
                .allMatch(next::inPlaceOf);
    }

    /** What follows some rows and columns of the result, in order. */
    final Operation[] following(Range rows, Range columns) {
        return followers.stream().map(follower -> follower.on(rows, columns)).toArray(Operation[]::new);
    }

    @Override
    public final void run() {
        multiply();
        // Keeps alive what is worked on by address: the operands, and the memory that blocks are packed in.
        Reference.reachabilityFence(this);
    }

    abstract void multiply();
}
