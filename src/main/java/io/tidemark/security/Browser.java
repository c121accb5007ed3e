package io.tidemark.security;

import jakarta.servlet.http.HttpServletRequest;

/** Which browser sends a request, in two words for people. */
final class Browser {

    private Browser() {}

    static String of(HttpServletRequest request) {
        String agent = String.valueOf(request.getHeader("User-Agent"));
        return name(agent) + " on " + system(agent);
    }

    private static String name(String agent) {
        if (agent.contains("Edg/")) {
            return "Edge";
        } else if (agent.contains("OPR/")) {
            return "Opera";
        } else if (agent.contains("Firefox/")) {
            return "Firefox";
        } else if (agent.contains("Chrome/")) {
            return "Chrome";
        }
        return agent.contains("Safari/") ? "Safari" : "A browser";
    }

    private static String system(String agent) {
        if (agent.contains("Android")) {
            return "Android";
        } else if (agent.contains("iPhone") || agent.contains("iPad")) {
            return "iOS";
        } else if (agent.contains("Windows")) {
            return "Windows";
        } else if (agent.contains("Mac OS X")) {
            return "macOS";
        }
        return agent.contains("Linux") ? "Linux" : "an unknown system";
    }
}
