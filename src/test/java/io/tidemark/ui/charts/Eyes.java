package io.tidemark.ui.charts;

import java.awt.Color;

/** How far apart two colours are to an eye, in OKLab. */
enum Eyes {
    USUAL(0.11, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
    /** Deuteranopia, as Machado, Oliveira and Fernandes (2009) simulate it. */
    WITHOUT_GREEN(0.085, new double[][] {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    }),
    /** Protanopia, likewise. */
    WITHOUT_RED(0.085, new double[][] {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    }),
    /** No colour at all, as on paper from a printer without any: two and a half times what can just be told apart. */
    GREY(0.05, new double[][] {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}});

    private static final double[][] LMS = {
        {0.4122214708, 0.5363325363, 0.0514459929},
        {0.2119034982, 0.6806995451, 0.1073969566},
        {0.0883024619, 0.2817188376, 0.6299787005}
    };
    private static final double[][] LAB = {
        {0.2104542553, 0.7936177850, -0.0040720468},
        {1.9779984951, -2.4285922050, 0.4505937099},
        {0.0259040371, 0.7827717662, -0.8086757660}
    };

    /** What two colours of one chart have to be apart; 0.02 can just be told. */
    final double apart;

    private final double[][] sees;

    Eyes(double apart, double[][] sees) {
        this.apart = apart;
        this.sees = sees;
    }

    double distance(Color one, Color other) {
        var a = lab(one);
        var b = lab(other);
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private double[] lab(Color colour) {
        var seen = times(sees, linear(colour));
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.clamp(seen[i], 0, 1);
        }
        var lms = times(LMS, seen);
        for (int i = 0; i < 3; i++) {
            lms[i] = Math.cbrt(lms[i]);
        }
        return times(LAB, lms);
    }

    /** Contrast as WCAG 2 reckons it. */
    static double contrast(Color one, Color other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(Color colour) {
        return times(GREY.sees, linear(colour))[0];
    }

    private static double[] linear(Color colour) {
        var parts = new double[] {colour.getRed() / 255.0, colour.getGreen() / 255.0, colour.getBlue() / 255.0};
        for (int i = 0; i < 3; i++) {
            parts[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : Math.pow((parts[i] + 0.055) / 1.055, 2.4);
        }
        return parts;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        var product = new double[3];
        for (int i = 0; i < 3; i++) {
            product[i] = matrix[i][0] * vector[0] + matrix[i][1] * vector[1] + matrix[i][2] * vector[2];
        }
        return product;
    }
}
