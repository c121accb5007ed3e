package io.tidemark.analytics;

/** A model and who serves it: models of two providers may share a name. */
public record ModelName(String provider, String model) implements Comparable<ModelName> {

    @Override
    public int compareTo(ModelName other) {
        int byProvider = provider.compareTo(other.provider);
        return byProvider != 0 ? byProvider : model.compareTo(other.model);
    }
}
